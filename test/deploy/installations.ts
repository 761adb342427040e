/** Values of the chart for every way to install it, and what of kustomize is the same. */
export interface Installation {
  readonly name: string;
  readonly values: object;
  readonly overlay: 'sqlite' | 'postgres';
  readonly components: readonly string[];
}

const secrets = (...keys: readonly string[]) => ({
  secrets: { name: 'ef-twitter-connector-secrets', keys },
});
const postgres = { journal: { kind: 'postgres' }, replicaCount: 3 };
const authorities = { authorities: { configMap: 'ef-twitter-connector-authorities' } };
const host = 'cx.example.com';

export const installations: readonly Installation[] = [
  { name: 'SQLite', values: {}, overlay: 'sqlite', components: [] },
  {
    name: 'SQLite with everything',
    values: {
      ...secrets('ADMIN_TOKEN'),
      ...authorities,
      ingress: { enabled: true, host },
      httpRoute: { enabled: true, host, parentRefs: [{ name: 'public', namespace: 'gateway' }] },
      serviceMonitor: { enabled: true },
    },
    overlay: 'sqlite',
    components: ['authorities', 'control-api', 'ingress', 'gateway-api', 'monitoring'],
  },
  {
    name: 'PostgreSQL',
    values: { ...postgres, ...secrets('CREDENTIALS_KEY', 'JOURNAL_URL') },
    overlay: 'postgres',
    components: [],
  },
  {
    name: 'PostgreSQL with everything',
    values: {
      ...postgres,
      ...secrets('ADMIN_TOKEN', 'CREDENTIALS_KEY', 'JOURNAL_URL'),
      ...authorities,
      ingress: { enabled: true, host },
      httpRoute: { enabled: true, host, parentRefs: [{ name: 'public', namespace: 'gateway' }] },
      autoscaling: { enabled: true },
      serviceMonitor: { enabled: true },
    },
    overlay: 'postgres',
    components: [
      'authorities',
      'control-api',
      'ingress',
      'gateway-api',
      'autoscaling',
      'monitoring',
    ],
  },
];
