/** What a message or a payment is about: a booking or a subscription. */
export type Subject = { readonly bookingId: string } | { readonly subscriptionId: string };

/** The subject as providers label things with it, and as business names begin: `booking`, `B-1`. */
export function labelOf(subject: Subject): { readonly name: 'booking' | 'subscription'; readonly id: string } {
  return 'bookingId' in subject
    ? { name: 'booking', id: subject.bookingId }
    : { name: 'subscription', id: subject.subscriptionId };
}

/** For example `booking#B-1`. */
export function subjectKey(subject: Subject): string {
  const { name, id } = labelOf(subject);
  return `${name}#${id}`;
}
