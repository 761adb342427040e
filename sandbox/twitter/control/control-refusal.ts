/** One fault of a control call; `path` names the member of the body, empty for the whole. */
export interface ControlFault {
  readonly path: string;
  readonly message: string;
}

/** Thrown when a control call cannot be done; answered with all its faults. */
export class ControlRefusal extends Error {
  readonly status: number;
  readonly faults: readonly ControlFault[];

  constructor(status: number, faults: readonly ControlFault[]) {
    super(faults.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.status = status;
    this.faults = faults;
  }
}

/** 404: there is nothing with this id. */
export function notFound(path: string, id: string): ControlRefusal {
  return new ControlRefusal(404, [{ path, message: `unknown: ${id}` }]);
}
