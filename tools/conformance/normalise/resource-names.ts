/** Functions by the names that `keyvalue-fn` transformers have: what of a member's value is to be replaced, or null. */
export const memberFunctions: Readonly<Record<string, (key: string, value: unknown) => string | null>> = {
  _resource_name_transformer: (_key, value) => (typeof value === 'string' ? resourceNameOf(value) : null),
  _sns_pem_file_token_transformer: (key, value) =>
    key.toLowerCase() === 'signingcerturl' ? firstGroup(/^.*SimpleNotificationService-(.*\.pem)/, value) : null,
  _sns_unsubscribe_url_subscription_arn_transformer: (key, value) =>
    key.toLowerCase() === 'unsubscribeurl'
      ? firstGroup(/^.*\?Action=Unsubscribe&SubscriptionArn=.*:(.*)/, value)
      : null,
};

function firstGroup(pattern: RegExp, value: unknown): string | null {
  return typeof value === 'string' ? (pattern.exec(value)?.[1] ?? null) : null;
}

/** The name at the end of an ARN, without the type that stands before it. */
function resourceNameOf(arn: string): string | null {
  const resource = firstGroup(/^arn:(?:aws[a-zA-Z-]*)?:(?:[\w.-]+)?:(?:[^:]+)?:(?:\d{12})?:(.*)/, arn);
  if (resource === null || /^<.*>$/.test(resource)) return null;
  if (arn.includes(':changeSet/')) return arn.split(':changeSet/').at(-1)!;
  if (resource.includes('/')) return resource.split('/').at(-1)!;
  if (resource.startsWith('function:')) {
    const name = resource.slice('function:'.length);
    return name.includes('$') ? name.split('$')[0]!.replace(/:+$/, '') : name;
  }
  return resource.split(':').at(-1)!;
}
