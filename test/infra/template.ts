import type { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template has the shape of whatever CloudFormation knows.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Logical id and resource, for all resources of a type that have these properties. */
export function resourcesOf(template: Template, type: string, properties: object = {}): [string, Resource][] {
  return Object.entries(template.findResources(type, { Properties: properties })) as [string, Resource][];
}

/** The only resource of a type that has these properties. */
export function theResource(template: Template, type: string, properties: object = {}): [string, Resource] {
  const found = resourcesOf(template, type, properties);
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0] as [string, Resource];
}

export function idOf(template: Template, type: string, properties: object = {}): string {
  return theResource(template, type, properties)[0];
}

export const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
