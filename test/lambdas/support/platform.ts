import type { HandlerLogger, LogFields, Platform } from '../../../lambdas/middleware/platform.ts';

/** A platform whose clock stands still and that nobody listens to. */
export function silentPlatform(nowMs: number): Platform {
  const nothing = (): void => {};
  return {
    nowMs: () => nowMs,
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    metrics: { count: nothing, publish: nothing },
  };
}

export interface RecordingPlatform extends Platform {
  /** May be set; the clock stands still otherwise. */
  now: number;
  readonly lines: Array<{ readonly level: string; readonly message: string; readonly fields: LogFields | undefined }>;
  /** What was counted, published or not. */
  readonly counted: Record<string, number>;
  published: number;
}

/** A platform that keeps what it was told. */
export function recordingPlatform(nowMs: number): RecordingPlatform {
  const platform: RecordingPlatform = {
    now: nowMs,
    nowMs: () => platform.now,
    lines: [],
    counted: {},
    published: 0,
    logger: {} as HandlerLogger,
    metrics: {
      count: (name, amount = 1) => {
        platform.counted[name] = (platform.counted[name] ?? 0) + amount;
      },
      publish: () => {
        platform.published += 1;
      },
    },
  };
  const level = (name: string) => (message: string, fields?: LogFields) => {
    platform.lines.push({ level: name, message, fields });
  };
  Object.assign(platform.logger, {
    debug: level('debug'),
    info: level('info'),
    warn: level('warn'),
    error: level('error'),
  });
  return platform;
}
