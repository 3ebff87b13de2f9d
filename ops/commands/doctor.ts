import { accountChecks } from '../doctor/account-checks.ts';
import { type Check, type Finding, runCheck } from '../doctor/check.ts';
import { permissionCheck } from '../doctor/permission-check.ts';
import { quotaChecks } from '../doctor/quota-checks.ts';
import { stageChecks } from '../doctor/stage-checks.ts';
import { type ExitCode, exitCodes } from '../support/failures.ts';
import { needsByCommand } from '../support/needs-by-command.ts';
import type { Register } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { parseCount } from '../support/workflow-options.ts';

interface DoctorOptions {
  readonly bookingsPerDay: number;
}

const marks = { ok: 'ok', problem: 'PROBLEM', 'not checked': 'not checked' } as const;
const defaultBookingsPerDay = 1000;

const checksFor = (bookingsPerDay: number, needs: ReadonlyMap<string, readonly string[]>): readonly Check[] => [
  ...stageChecks,
  ...accountChecks,
  ...quotaChecks(bookingsPerDay),
  permissionCheck(needs),
];
const ownNeeds = [...new Set(checksFor(defaultBookingsPerDay, new Map()).flatMap(({ needs }) => needs))];

export const registerDoctor: Register = (program, context) => {
  program
    .command('doctor')
    .description('look whether stage, account and Region are ready for real customers')
    .option('--bookings-per-day <count>', 'the load that quotas are held against', parseCount(1), defaultBookingsPerDay)
    .action(
      context.action<DoctorOptions>(ownNeeds, async (session, options): Promise<ExitCode> => {
        const checks = checksFor(options.bookingsPerDay, needsByCommand(program, context.declared));
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
