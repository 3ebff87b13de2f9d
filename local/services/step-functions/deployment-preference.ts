/** How CloudFormation brings a new version to an alias. */
export type DeploymentPreference = {
  readonly versionArn: string;
  /** Names of alarms. CloudFormation takes one that does not exist for one that is quiet. */
  readonly alarmNames: readonly string[];
} & ({ readonly type: 'ALL_AT_ONCE' } | GradualPace);

export interface GradualPace {
  /** `CANARY`: a first share, then all the rest. `LINEAR`: one more share each time. */
  readonly type: 'CANARY' | 'LINEAR';
  /** 1 to 99. */
  readonly percentage: number;
  /** Between two shares. Unit: minutes. 1 to 2,100. */
  readonly intervalMinutes: number;
}

/** `DeploymentPreference` as a template has it. Numbers may come as text. */
export interface DeploymentPreferenceProperty {
  readonly StateMachineVersionArn?: string;
  readonly Type?: string;
  readonly Percentage?: number | string;
  readonly Interval?: number | string;
  readonly Alarms?: readonly string[];
}

const wholePercentage = 100;
/** Also how long a linear deployment may take altogether. */
const longestMinutes = 2_100;
const mostAlarms = 100;

/** @throws Error that names the property and what was expected, as CloudFormation refuses it */
export function readDeploymentPreference(property: DeploymentPreferenceProperty): DeploymentPreference {
  const { StateMachineVersionArn: versionArn, Type: type, Alarms: alarmNames = [] } = property;
  if (versionArn === undefined) throw refusal('StateMachineVersionArn', 'is required');
  if (alarmNames.length > mostAlarms) throw refusal('Alarms', `has ${alarmNames.length} names, at most ${mostAlarms}`);
  if (type === 'ALL_AT_ONCE') return { type, versionArn, alarmNames };
  if (type !== 'CANARY' && type !== 'LINEAR') {
    throw refusal('Type', `is ${type ?? 'missing'}, expected ALL_AT_ONCE, CANARY or LINEAR`);
  }
  const percentage = readInteger(property, 'Percentage', wholePercentage - 1);
  const intervalMinutes = readInteger(property, 'Interval', longestMinutes);
  const minutes = Math.ceil(wholePercentage / percentage) * intervalMinutes;
  if (type === 'LINEAR' && minutes > longestMinutes) {
    throw refusal('Interval', `makes a linear deployment of ${minutes} minutes, at most ${longestMinutes}`);
  }
  return { type, versionArn, alarmNames, percentage, intervalMinutes };
}

/** The new version's share after the next step. */
export function nextPercentage({ type, percentage }: GradualPace, currentPercentage: number): number {
  if (type === 'CANARY' && currentPercentage > 0) return wholePercentage;
  return Math.min(wholePercentage, currentPercentage + percentage);
}

function readInteger(
  property: DeploymentPreferenceProperty,
  name: 'Percentage' | 'Interval',
  greatest: number,
): number {
  const value = property[name];
  if (value === undefined) throw refusal(name, `is required for the type ${property.Type}`);
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= greatest) return number;
  throw refusal(name, `is ${value}, expected a whole number from 1 to ${greatest}`);
}

function refusal(name: string, problem: string): Error {
  return new Error(`DeploymentPreference.${name} ${problem}`);
}
