/** What the figures rest on, as the command prints it and docs/cost.md lists it: a test holds the page to that. */
export const assumptions = {
  general: [
    'Free tiers and volume discounts are ignored.',
    'Left out, because a month costs it whatever happens: alarms, metrics, the dashboard, secrets, keys, empty receives of queues.',
    'Left out, because it is small: storage, backups, data transfer, configuration that functions read as they start, cold starts.',
    'Logs of Standard machines are reckoned as 4 events of 450 bytes a transition; every Standard execution and every event counts as a trace.',
    'Payments, telematics and the booking service cost what their contracts say.',
  ],
  polling: [
    'Each workflow polls as long as ours is open; a lap is 3 transitions, 1 invocation and 1 read unit.',
    'Waits, Express machines and schedules fall away; what Express machines did are transitions. All else costs the same.',
  ],
  temporal: [
    'An Action is the start of a workflow, a signal, a timer, or the start of an activity.',
    'A wait counts once, whether a signal or a timer ends it; the signal that begins a workflow is part of its start.',
    'An assessment is a timer and two activities, a check of a car and a message a timer and one.',
    "Not counted, in Temporal's favour: retries, heartbeats, queries, search attributes, withdrawn timers, child workflows' second Action.",
    "Not included, in Temporal's favour: the workers' own machines, storage of histories (active and retained), the plan's fee (from 100 dollars a month), support.",
    'Frugal: each tick is one Action, the heartbeat of an activity that loops.',
  ],
} as const;
