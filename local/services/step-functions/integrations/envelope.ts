/** What the optimised integrations add to a result: how the service's HTTP answer looked. */
export function sdkMetadata(requestId: string, statusCode = 200): Readonly<Record<string, unknown>> {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: { 'x-amzn-RequestId': [requestId] },
      HttpHeaders: { 'x-amzn-RequestId': requestId },
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
