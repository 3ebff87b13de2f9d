/** One thing that was measured once. */
export interface Figure {
  readonly title: string;
  readonly unit: string;
  /** Whether more of the unit is better, or less. */
  readonly better: 'more' | 'less';
  readonly value: number;
}
