/** Every bound of the signal protocol. */

/** Largest payload of a signal, as JSON in UTF-8. Unit: bytes. */
export const payloadLimitBytes = 32 * 1024;

/** Largest checkpoint: every await writes it. Unit: bytes, as JSON in UTF-8. */
export const checkpointLimitBytes = 16 * 1024;

/**
 * How long a cleaned signal and a closed instance stay after their last write. It is longer than the 365 days after which
 * `parseEvent` takes an event for poison, so that a duplicate never outlives the memory of the first. Unit: seconds.
 */
export const retentionSeconds = 400 * 24 * 60 * 60;

/** How long after a wait's timeout, or after a start, a run may keep silent before it counts as overdue. Unit: seconds. */
export const overdueGraceSeconds = 15 * 60;

/** Retries and redrives are three digits each in a fence number. */
export const attemptLimit = 1_000;

/**
 * How long after a forced restart the new run begins. The functions that a run calls end within half of it, at their own
 * timeouts; the other half is for clocks that differ: an operator's machine writes the instant, others compare it with
 * theirs. Unit: seconds.
 */
export const longestActivitySeconds = 120;
