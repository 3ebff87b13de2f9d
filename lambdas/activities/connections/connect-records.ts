import { type AssessmentRecords, createAssessmentRecords } from '../../gateways/assessment-records.ts';
import { type BookingRecords, createBookingRecords } from '../../gateways/booking-records.ts';
import { createDepositRecords, type DepositRecords } from '../../gateways/deposit-records.ts';
import { createLegRecords, type LegRecords } from '../../gateways/leg-records.ts';
import { createRentalWatchRecords, type RentalWatchRecords } from '../../gateways/rental-watch-records.ts';
import { createSubscriptionRecords, type SubscriptionRecords } from '../../gateways/subscription-records.ts';
import { documentClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

/** The records of the workflows, in the table that the environment names. */
export function connectRecords(environment: Environment): {
  readonly bookings: BookingRecords;
  readonly watches: RentalWatchRecords;
  readonly deposits: DepositRecords;
  readonly legs: LegRecords;
  readonly subscriptions: SubscriptionRecords;
  readonly assessments: AssessmentRecords;
} {
  const options = { documents: documentClient(), tableName: requiredVariable(environment, 'WORKFLOWS_TABLE') };
  return {
    bookings: createBookingRecords(options),
    watches: createRentalWatchRecords(options),
    deposits: createDepositRecords(options),
    legs: createLegRecords(options),
    subscriptions: createSubscriptionRecords(options),
    assessments: createAssessmentRecords(options),
  };
}
