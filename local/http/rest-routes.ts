import type { ServiceName } from '../kernel/service.ts';

/** Where the members of one REST operation travel; those not named here are in the JSON body. */
export interface RestRoute {
  readonly service: ServiceName;
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Labels in braces are members, too: `/schedules/{Name}`. */
  readonly path: string;
  /** Member by name of the query parameter. */
  readonly query?: Readonly<Record<string, string>>;
  /** Query parameters that are numbers, or lists (given several times). */
  readonly queryNumbers?: readonly string[];
  readonly queryLists?: readonly string[];
  /** Member by header, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Member that is the whole body, as bytes, in both directions. */
  readonly payload?: string;
  /** Header by member of the result. */
  readonly resultHeaders?: Readonly<Record<string, string>>;
  /** Member of the result that is the status. Default: `statusCode`. */
  readonly resultStatus?: string;
  /** Default: 200. */
  readonly statusCode?: number;
}

const scheduler = 'scheduler';
const lambda = 'lambda';
const functions = '/2015-03-31/functions';
const mappings = '/2015-03-31/event-source-mappings';
const trackers = '/tracking/v0/trackers';
const lambdaPage = { Marker: 'Marker', MaxItems: 'MaxItems' };

/** The REST operations that have a path here; whether the runtime has them is the service's business. */
export const restRoutes: readonly RestRoute[] = [
  { service: scheduler, operation: 'CreateSchedule', method: 'POST', path: '/schedules/{Name}' },
  { service: scheduler, operation: 'UpdateSchedule', method: 'PUT', path: '/schedules/{Name}' },
  {
    service: scheduler,
    operation: 'GetSchedule',
    method: 'GET',
    path: '/schedules/{Name}',
    query: { groupName: 'GroupName' },
  },
  {
    service: scheduler,
    operation: 'DeleteSchedule',
    method: 'DELETE',
    path: '/schedules/{Name}',
    query: { groupName: 'GroupName', clientToken: 'ClientToken' },
  },
  {
    service: scheduler,
    operation: 'ListSchedules',
    method: 'GET',
    path: '/schedules',
    query: {
      ScheduleGroup: 'GroupName',
      NamePrefix: 'NamePrefix',
      State: 'State',
      MaxResults: 'MaxResults',
      NextToken: 'NextToken',
    },
    queryNumbers: ['MaxResults'],
  },
  { service: scheduler, operation: 'CreateScheduleGroup', method: 'POST', path: '/schedule-groups/{Name}' },
  { service: scheduler, operation: 'GetScheduleGroup', method: 'GET', path: '/schedule-groups/{Name}' },
  {
    service: scheduler,
    operation: 'DeleteScheduleGroup',
    method: 'DELETE',
    path: '/schedule-groups/{Name}',
    query: { clientToken: 'ClientToken' },
  },
  {
    service: scheduler,
    operation: 'ListScheduleGroups',
    method: 'GET',
    path: '/schedule-groups',
    query: { NamePrefix: 'NamePrefix', MaxResults: 'MaxResults', NextToken: 'NextToken' },
    queryNumbers: ['MaxResults'],
  },
  { service: scheduler, operation: 'ListTagsForResource', method: 'GET', path: '/tags/{ResourceArn}' },
  { service: scheduler, operation: 'TagResource', method: 'POST', path: '/tags/{ResourceArn}' },
  {
    service: scheduler,
    operation: 'UntagResource',
    method: 'DELETE',
    path: '/tags/{ResourceArn}',
    query: { TagKeys: 'TagKeys' },
    queryLists: ['TagKeys'],
  },
  {
    service: lambda,
    operation: 'Invoke',
    method: 'POST',
    path: `${functions}/{FunctionName}/invocations`,
    query: { Qualifier: 'Qualifier' },
    headers: {
      'x-amz-invocation-type': 'InvocationType',
      'x-amz-log-type': 'LogType',
      'x-amz-client-context': 'ClientContext',
    },
    payload: 'Payload',
    resultHeaders: {
      FunctionError: 'x-amz-function-error',
      LogResult: 'x-amz-log-result',
      ExecutedVersion: 'x-amz-executed-version',
    },
    resultStatus: 'StatusCode',
  },
  {
    service: lambda,
    operation: 'ListFunctions',
    method: 'GET',
    path: functions,
    query: { ...lambdaPage, FunctionVersion: 'FunctionVersion' },
    queryNumbers: ['MaxItems'],
  },
  {
    service: lambda,
    operation: 'GetFunction',
    method: 'GET',
    path: `${functions}/{FunctionName}`,
    query: { Qualifier: 'Qualifier' },
  },
  {
    service: lambda,
    operation: 'GetFunctionConfiguration',
    method: 'GET',
    path: `${functions}/{FunctionName}/configuration`,
    query: { Qualifier: 'Qualifier' },
  },
  {
    service: lambda,
    operation: 'GetPolicy',
    method: 'GET',
    path: `${functions}/{FunctionName}/policy`,
    query: { Qualifier: 'Qualifier' },
  },
  {
    service: lambda,
    operation: 'DeleteFunction',
    method: 'DELETE',
    path: `${functions}/{FunctionName}`,
    query: { Qualifier: 'Qualifier' },
    statusCode: 204,
  },
  {
    service: lambda,
    operation: 'ListVersionsByFunction',
    method: 'GET',
    path: `${functions}/{FunctionName}/versions`,
    query: lambdaPage,
    queryNumbers: ['MaxItems'],
  },
  {
    service: lambda,
    operation: 'ListAliases',
    method: 'GET',
    path: `${functions}/{FunctionName}/aliases`,
    query: { ...lambdaPage, FunctionVersion: 'FunctionVersion' },
    queryNumbers: ['MaxItems'],
  },
  { service: lambda, operation: 'GetAlias', method: 'GET', path: `${functions}/{FunctionName}/aliases/{Name}` },
  {
    service: lambda,
    operation: 'ListEventSourceMappings',
    method: 'GET',
    path: mappings,
    query: { ...lambdaPage, EventSourceArn: 'EventSourceArn', FunctionName: 'FunctionName' },
    queryNumbers: ['MaxItems'],
  },
  { service: lambda, operation: 'GetEventSourceMapping', method: 'GET', path: `${mappings}/{UUID}` },
  {
    service: lambda,
    operation: 'UpdateEventSourceMapping',
    method: 'PUT',
    path: `${mappings}/{UUID}`,
    statusCode: 202,
  },
  {
    service: lambda,
    operation: 'GetFunctionConcurrency',
    method: 'GET',
    path: '/2019-09-30/functions/{FunctionName}/concurrency',
  },
  {
    service: lambda,
    operation: 'PutFunctionConcurrency',
    method: 'PUT',
    path: '/2017-10-31/functions/{FunctionName}/concurrency',
  },
  {
    service: 'geo-routes',
    operation: 'CalculateRoutes',
    method: 'POST',
    path: '/v2/routes',
    resultHeaders: { PricingBucket: 'x-amz-geo-pricing-bucket' },
  },
  {
    service: 'geo',
    operation: 'GetDevicePosition',
    method: 'GET',
    path: `${trackers}/{TrackerName}/devices/{DeviceId}/positions/latest`,
  },
  {
    service: 'geo',
    operation: 'BatchUpdateDevicePosition',
    method: 'POST',
    path: `${trackers}/{TrackerName}/positions`,
  },
  { service: 'ses', operation: 'SendEmail', method: 'POST', path: '/v2/email/outbound-emails' },
];
