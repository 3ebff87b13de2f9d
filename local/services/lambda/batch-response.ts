/**
 * Reads what a handler with `ReportBatchItemFailures` answered, by Lambda's rules: nothing, or an empty or null list,
 * means that all went well; an answer that cannot be trusted (no JSON object, an unknown, empty or misnamed identifier)
 * means that all failed.
 *
 * @param payload JSON text of the answer
 * @returns identifiers of the messages to keep
 */
export function failedItems(payload: string, messageIds: readonly string[]): ReadonlySet<string> {
  const all = new Set(messageIds);
  const response = parse(payload);
  if (response === null) return new Set();
  if (typeof response !== 'object' || Array.isArray(response)) return all;
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;

  const failed = new Set<string>();
  for (const failure of failures as unknown[]) {
    const identifier = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof identifier !== 'string' || !all.has(identifier)) return all;
    failed.add(identifier);
  }
  return failed;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    // Not JSON at all counts as an answer that cannot be trusted.
    return payload;
  }
}
