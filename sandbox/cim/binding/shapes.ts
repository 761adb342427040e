import { mismatch, type Kind } from './findings.ts';

/** What bean validation asks of a field. */
type Constraint = 'NotBlank' | 'NotNull';

interface BeanRules {
  /** The constraints of this bean's own fields, in the order they are reported. */
  readonly required?: Record<string, Constraint>;
  /** The bean keeps any further field instead of dropping it. */
  readonly open?: boolean;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object with these fields; others are noted as unknown, unless the bean is open. */
export function bean(fields: Record<string, Kind>, rules: BeanRules = {}): Kind {
  const kinds = new Map(Object.entries(fields));
  const required = Object.entries(rules.required ?? {});
  return (value, path, findings) => {
    if (value === null) return;
    if (!isRecord(value)) throw mismatch(path, 'an object');
    const prefix = path === '' ? '' : `${path}.`;
    for (const key of Object.keys(value)) {
      const kind = kinds.get(key);
      if (kind !== undefined) kind(value[key], prefix + key, findings);
      else if (rules.open !== true) findings.unknownFields.push(prefix + key);
    }
    for (const [key, constraint] of required) {
      if (missing(value[key], constraint))
        findings.violations.push(`${prefix}${key}: ${constraint}`);
    }
  };
}

/** A list of one kind of element, or null. */
export function listOf(element: Kind): Kind {
  return (value, path, findings) => {
    if (value === null) return;
    if (!Array.isArray(value)) throw mismatch(path, 'a list');
    value.forEach((each, index) => element(each, `${path}[${index}]`, findings));
  };
}

/** A JSON object with any content, or null. */
export const map: Kind = bean({}, { open: true });

function missing(value: unknown, constraint: Constraint): boolean {
  if (value === undefined || value === null) return true;
  return constraint === 'NotBlank' && !/[^\0- ]/.test(String(value));
}
