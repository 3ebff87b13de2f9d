import type { Json } from '../../../engine/asl.ts';
import type { SdkService } from './aws-sdk-services.ts';
import { type Integration, parametersObject } from './integration.ts';

/**
 * `aws-sdk:<service>:<action>`: any operation of a service of the runtime. Members are written with a capital letter here,
 * whatever the API does; the result has no metadata.
 */
export function createAwsSdkIntegration(service: SdkService): Integration {
  return {
    naming: service.naming,
    async perform(request) {
      const { action } = request;
      const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
      const input = toApi(parametersObject(request), service);
      return JSON.stringify(fromApi(await request.call(service.service, operation, input), service));
    },
  };
}

function toApi(value: Json, service: SdkService): unknown {
  if (Array.isArray(value)) return value.map((item: Json) => toApi(item, service));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const apiName = service.hasSmallMembers ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
      const isText = typeof member === 'string';
      if (service.textMembers.has(name)) return [apiName, isText ? member : JSON.stringify(member)];
      if (service.blobMembers.has(name)) return [apiName, Buffer.from(isText ? member : JSON.stringify(member))];
      return [apiName, toApi(member, service)];
    }),
  );
}

function fromApi(value: unknown, service: SdkService): unknown {
  if (Array.isArray(value)) return value.map((item) => fromApi(item, service));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const shown = service.hasSmallMembers ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
      return [shown, fromApi(member, service)];
    }),
  );
}
