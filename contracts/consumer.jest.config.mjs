import config from '../jest.config.mjs';

/** Our clients, and the neighbours as the sandboxes play them, against Pact's mock server. */
export default { ...config, rootDir: '..', roots: ['<rootDir>/contracts/consumer'] };
