import config from '../jest.config.mjs';

/** The connector and the sandboxes against the committed pacts, and the pacts against the records. */
export default {
  ...config,
  rootDir: '..',
  roots: ['<rootDir>/contracts/provider', '<rootDir>/contracts/shapes'],
};
