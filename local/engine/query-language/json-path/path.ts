import type { Json } from '../../asl.ts';

/** A JSONPath, parsed. Which document it starts from is `root`; the steps are those of Jayway's JsonPath, which AWS uses. */
export interface JsonPath {
  /** As it was written. */
  readonly text: string;
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
  /** Whether it leads to one place at most; any other path gives a list of what it finds. */
  readonly isDefinite: boolean;
}

/** `$`: the document at hand. `$$`: the context object. `$name`: a variable. `@`: the item that a filter looks at. */
export type PathRoot =
  | { readonly kind: 'document' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'item' };

export type PathStep =
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly condition: FilterCondition }
  /** `..`: the next step, from here and from everywhere below. */
  | { readonly kind: 'descent' };

export type FilterCondition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterCondition[] }
  | { readonly kind: 'not'; readonly part: FilterCondition }
  | { readonly kind: 'exists'; readonly path: JsonPath }
  | {
      readonly kind: 'comparison';
      readonly operator: FilterOperator;
      readonly left: FilterOperand;
      readonly right: FilterOperand;
    };

export const filterOperators = ['==', '!=', '<=', '>=', '=~', '<', '>', 'in', 'nin'] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type FilterOperand =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'pattern'; readonly pattern: RegExp };

export function isDefinitePath(steps: readonly PathStep[]): boolean {
  return steps.every((step) => {
    return (
      (step.kind === 'members' && step.names.length === 1) || (step.kind === 'indexes' && step.indexes.length === 1)
    );
  });
}

/** As Jayway writes a path in its messages: `$['orders'][0]`. */
export function canonicalPath(steps: readonly PathStep[]): string {
  return `$${steps.map(canonicalStep).join('')}`;
}

export function canonicalStep(step: PathStep): string {
  switch (step.kind) {
    case 'members':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
    case 'indexes':
      return `[${step.indexes.join(',')}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'filter':
      return '[?]';
    case 'descent':
      return '..';
  }
}
