const MEBIBYTE = 1024 * 1024;

/** The largest file the sandbox can be told to take. */
export const UPLOAD_BYTES_CEILING = 30 * MEBIBYTE;

/** What can be changed while the sandbox runs. */
export interface Settings {
  /** The form of the configurations look-up. */
  configurationsAs: 'array' | 'object';
  /** Files above it are answered with 413; the File Engine's own default is 5 MB. */
  uploadBytesMax: number;
  /** Every upload is answered as infected. */
  infected: boolean;
  /** The connection is torn after so many bytes of a file that is downloaded. */
  truncateAfterBytes: number | null;
  /** Keep the full JSON of each message; without it only the compact form is kept. */
  keepBodies: boolean;
  /** Seeds the generator that draws improbable faults. */
  seed: number;
}

/** The settings a sandbox starts with. */
export const initialSettings: Readonly<Settings> = {
  configurationsAs: 'array',
  uploadBytesMax: 5 * MEBIBYTE,
  infected: false,
  truncateAfterBytes: null,
  keepBodies: true,
  seed: 1,
};
