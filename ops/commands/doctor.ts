import { accountChecks } from '../doctor/account-checks.ts';
import { type Finding, runCheck } from '../doctor/check.ts';
import { stageChecks } from '../doctor/stage-checks.ts';
import { type ExitCode, exitCodes } from '../support/failures.ts';
import type { Register } from '../support/session.ts';
import { countText } from '../support/table.ts';

const checks = [...stageChecks, ...accountChecks];
const marks = { ok: 'ok', problem: 'PROBLEM', 'not checked': 'not checked' } as const;

export const registerDoctor: Register = (program, context) => {
  program
    .command('doctor')
    .description('look whether stage, account and Region are ready for real customers')
    .action(
      context.action([...new Set(checks.flatMap(({ needs }) => needs))], async (session): Promise<ExitCode> => {
        const findings: Finding[] = [];
        for (const check of checks) findings.push(...(await runCheck(check, session.connection, session.surroundings)));
        const problems = findings.filter(({ kind }) => kind === 'problem').length;
        session.printJson({ findings, problems });
        session.table(
          ['', 'about', 'finding'],
          findings.map(({ kind, about, text }) => [marks[kind], about, text]),
        );
        session.print(`${countText(problems, 'problem')}`);
        return problems > 0 ? exitCodes.found : exitCodes.done;
      }),
    );
};
