/** Thrown when a media command breaks the rules; `reason` goes into the old error body. */
export class UploadRefusal extends Error {
  readonly status: number;

  constructor(reason: string, status = 400) {
    super(reason);
    this.status = status;
  }
}
