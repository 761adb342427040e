/** Something that is measured. */
export interface Instrument {
  /** As OpenTelemetry names it; see {@link prometheusNameOf}. */
  readonly name: string;
  readonly kind: 'counter' | 'histogram' | 'gauge';
  /** In UCUM: `s`, `By`, `1`, or what is counted in braces. */
  readonly unit: string;
  readonly meaning: string;
  readonly attributes: readonly string[];
}

const instrument =
  (kind: Instrument['kind']) =>
  (
    name: string,
    unit: string,
    meaning: string,
    attributes: readonly string[] = [],
  ): Instrument => ({
    name,
    kind,
    unit,
    meaning,
    attributes,
  });

export const counter = instrument('counter');
export const gauge = instrument('gauge');
export const histogram = instrument('histogram');

/** Its name when it is scraped; a histogram has `_bucket`, `_sum` and `_count` behind it. */
export const prometheusNameOf = ({ name, kind }: Instrument): string =>
  name.replaceAll('.', '_') + (kind === 'counter' ? '_total' : '');
