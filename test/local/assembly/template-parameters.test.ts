import { describe, expect, it, onTestFinished } from 'vitest';
import { administrator } from '../../../local/kernel/service.ts';
import { createRuntime } from '../../../local/runtime.ts';
import { writeAssembly } from './write-assembly.ts';

/** 2026-03-01T00:00:00Z */
const startMs = 1_772_323_200_000;

/** SSM parameters whose values come from parameters of the templates. */
const template = (name: string, parameter: object, value: unknown = { Ref: 'Greeting' }) => ({
  Parameters: { Greeting: parameter },
  Resources: { Kept: { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: value } } },
  Outputs: { Said: { Value: value } },
});
const text = { Type: 'String', Default: 'hello' };

async function createSubject() {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1 });
  onTestFinished(() => runtime.close());
  const kept = async (Name: string): Promise<string> => {
    const call = { service: 'ssm', operation: 'GetParameter', input: { Name }, caller: administrator } as const;
    const { Parameter } = (await runtime.kernel.call(call)) as { Parameter: { Value: string } };
    return Parameter.Value;
  };
  return { runtime, kept };
}

describe("values for a template's parameters", () => {
  it('go to every stack that has a parameter of that name', async () => {
    const { runtime, kept } = await createSubject();
    const assembly = await writeAssembly({
      One: template('one', text),
      Two: template('two', text, { 'Fn::Join': ['', [{ Ref: 'Greeting' }, '!']] }),
      Three: { Resources: {} },
    });
    const stacks = await runtime.deploy(assembly, { parameters: { Greeting: 'good morning' } });
    expect([await kept('one'), await kept('two')]).toEqual(['good morning', 'good morning!']);
    expect(stacks.map(({ outputs }) => outputs)).toEqual([{ Said: 'good morning' }, { Said: 'good morning!' }, {}]);
  });

  it('change what depends on them when they change, and count for one deployment only', async () => {
    const { runtime, kept } = await createSubject();
    const assembly = await writeAssembly({ One: template('one', text) });
    await runtime.deploy(assembly, { parameters: { Greeting: 'good morning' } });
    await runtime.deploy(assembly, { parameters: { Greeting: 'good evening' } });
    expect(await kept('one')).toBe('good evening');
    await runtime.deploy(assembly);
    expect(await kept('one')).toBe('hello');
  });

  it('stand in for defaults that there are not', async () => {
    const { runtime, kept } = await createSubject();
    const assembly = await writeAssembly({ One: template('one', { Type: 'String' }) });
    await expect(runtime.deploy(assembly)).rejects.toThrow(
      'One/Parameters.Greeting: a parameter needs a default value, or one given to the deployment',
    );
    await runtime.deploy(assembly, { parameters: { Greeting: 'hi' } });
    expect(await kept('one')).toBe('hi');
  });

  it('decide conditions', async () => {
    const { runtime } = await createSubject();
    const assembly = await writeAssembly({
      One: {
        ...template('one', text),
        Conditions: { IsLoud: { 'Fn::Equals': [{ Ref: 'Greeting' }, 'HELLO'] } },
        Outputs: { Loud: { Condition: 'IsLoud', Value: 'yes' } },
      },
    });
    const [quiet] = await runtime.deploy(assembly);
    const [loud] = await runtime.deploy(assembly, { parameters: { Greeting: 'HELLO' } });
    expect([quiet?.outputs, loud?.outputs]).toEqual([{}, { Loud: 'yes' }]);
  });

  it('are refused under a name that no stack has', async () => {
    const { runtime } = await createSubject();
    const assembly = await writeAssembly({ One: template('one', text) });
    await expect(runtime.deploy(assembly, { parameters: { Greetings: 'hi' } })).rejects.toThrow(
      'no stack has a parameter Greetings',
    );
  });

  it.each([
    ['Type: Number', { Type: 'Number', Default: 1 }, 'many'],
    ['AllowedPattern', { ...text, AllowedPattern: '[a-z]+' }, 'two words'],
    ['AllowedValues', { ...text, AllowedValues: ['hello', 'hi'] }, 'bye'],
    ['MinLength', { ...text, MinLength: 3 }, 'hi'],
    ['MaxLength', { ...text, MaxLength: 5 }, 'good morning'],
    ['MinValue', { Type: 'Number', Default: 1, MinValue: 1 }, '0'],
    ['MaxValue', { Type: 'Number', Default: 1, MaxValue: 9 }, '10'],
  ])('are refused where they break %s', async (constraint, parameter, value) => {
    const { runtime } = await createSubject();
    const assembly = await writeAssembly({
      One: template('one', { ...parameter, ConstraintDescription: 'be polite' }),
    });
    await expect(runtime.deploy(assembly, { parameters: { Greeting: value } })).rejects.toThrow(
      `One/Parameters.Greeting: the value given to the deployment breaks ${constraint}: be polite`,
    );
  });
});
