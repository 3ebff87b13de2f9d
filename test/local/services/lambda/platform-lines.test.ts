import { describe, expect, it } from 'vitest';
import type { FunctionVersion } from '../../../../local/services/lambda/function-store.ts';
import { reportLine, startLine } from '../../../../local/services/lambda/platform-lines.ts';

function noteOf(logFormat: string) {
  const version: FunctionVersion = {
    functionName: 'f',
    version: '3',
    description: '',
    configuration: {
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:role',
      timeoutSeconds: 3,
      memoryMb: 256,
      environment: {},
      description: '',
      logGroupName: '/aws/lambda/f',
      logFormat,
    },
    code: { directory: '/code', sha256: '', sizeBytes: 0 },
    revisionId: 'r',
    modifiedAtMs: 0,
  };
  return { version, requestId: 'id-1', time: '2026-03-01T09:00:00.000Z' };
}

describe('the lines that Lambda itself writes', () => {
  it('are text for a function that logs text', () => {
    expect(startLine(noteOf('Text'))).toBe('START RequestId: id-1 Version: 3');
    expect(reportLine(noteOf('Text'), 25)).toBe(
      'REPORT RequestId: id-1\tDuration: 25 ms\tBilled Duration: 25 ms\tMemory Size: 256 MB',
    );
  });

  it('are JSON for a function that logs JSON', () => {
    expect(JSON.parse(startLine(noteOf('JSON')))).toEqual({
      time: '2026-03-01T09:00:00.000Z',
      type: 'platform.start',
      record: { requestId: 'id-1', version: '3' },
    });
    expect(JSON.parse(reportLine(noteOf('JSON'), 25))).toEqual({
      time: '2026-03-01T09:00:00.000Z',
      type: 'platform.report',
      record: { requestId: 'id-1', metrics: { durationMs: 25, billedDurationMs: 25, memorySizeMB: 256 } },
    });
  });
});
