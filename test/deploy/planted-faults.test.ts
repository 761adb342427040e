import { describe, expect, test } from '@jest/globals';
import { faultsIn } from './facts.ts';
import { installations } from './installations.ts';
import { chart, containerIn, type Manifest, podIn, theOne, workloadIn } from './manifests.ts';
import { structureFaults } from './structure.ts';

const [, sqlite, , postgres] = installations.map(({ values }) => chart(values));

type Plant = (objects: readonly Manifest[]) => unknown;

const variable =
  (name: string, value: string): Plant =>
  (objects) => {
    const { env } = containerIn(objects);
    const old = env.findIndex((each: Manifest) => each['name'] === name);
    env.splice(old < 0 ? env.length : old, 1, { name, value });
  };
const without =
  (name: string): Plant =>
  (objects) => {
    const container = containerIn(objects);
    container['env'] = container['env'].filter((each: Manifest) => each['name'] !== name);
  };
const inContainer =
  (change: object): Plant =>
  (objects) =>
    Object.assign(containerIn(objects), change);
const inPod =
  (change: object): Plant =>
  (objects) =>
    Object.assign(podIn(objects), change);
const inSpec =
  (kind: string, change: object): Plant =>
  (objects) =>
    Object.assign(theOne(objects, kind)['spec'], change);
const publicPath =
  (path: string): Plant =>
  (objects) => {
    theOne(objects, 'Ingress')['spec'].rules[0].http.paths[0].path = path;
  };
const routed =
  (path: object): Plant =>
  (objects) => {
    theOne(objects, 'HTTPRoute')['spec'].rules[0].matches[0].path = path;
  };
const other = {
  matchLabels: { 'app.kubernetes.io/name': 'twitter', 'app.kubernetes.io/instance': 'ef' },
};
const httpGet = { path: '/healthz', port: 'http-tt-co-8080' };

const planted: readonly (readonly [string, Plant, string])[] = [
  ['a variable with another name', variable('CCM_URI', 'http://ccm:8081'), 'CCM_URI is no setting'],
  ['a required setting that is missing', without('CCM_URL'), 'CCM_URL is required'],
  ['a value of the wrong form', variable('CCM_URL', 'ccm:8081'), 'CCM_URL must be a URL'],
  ['settings that contradict each other', variable('LEASE_MS', '9'), 'LEASE_MS must be at least'],
  ['a secret as a variable', variable('ADMIN_TOKEN', 'a'.repeat(24)), 'ADMIN_TOKEN is a secret'],
  ['a token as a variable', variable('OTEL_EXPORTER_OTLP_HEADERS', 'a=b'), 'HEADERS is a secret'],
  ['authorities in no volume', variable('NODE_EXTRA_CA_CERTS', '/a/ca.crt'), 'in no ConfigMap'],
  ['a password in a URL', variable('CCM_URL', 'http://a:b@ccm'), 'CCM_URL is a secret'],
  [
    'a secret in a file that nobody mounts',
    variable('PROVIDER_TOKEN_FILE', '/else/a'),
    'in no secret',
  ],
  [
    'another port',
    (all) => (containerIn(all)['ports'][0].containerPort = 8081),
    'is 8081, not 8080',
  ],
  [
    'a service that leads elsewhere',
    (all) => (theOne(all, 'Service')['spec'].ports[0].targetPort = 'http'),
    'Service leads port 8080 to http',
  ],
  [
    'a probe of a path that is not there',
    inContainer({ readinessProbe: { httpGet } }),
    'asks /healthz',
  ],
  [
    'readiness that is no more than life',
    inContainer({ readinessProbe: { httpGet: { ...httpGet, path: '/health/live' } } }),
    'readinessProbe asks /health/live',
  ],
  ['no probe', inContainer({ livenessProbe: undefined }), 'livenessProbe asks'],
  ['a root user', inPod({ securityContext: {} }), 'may run as root'],
  ['a root file system to write to', inContainer({ securityContext: {} }), 'can be written to'],
  [
    'a journal beside the volume',
    variable('JOURNAL_URL', 'sqlite:/var/journal.db'),
    'in no volume',
  ],
  [
    'no place for temporary files',
    inContainer({ volumeMounts: [] }),
    'nothing is writable at /tmp',
  ],
  [
    'a shutdown that takes longer than the grace',
    variable('SHUTDOWN_MS', '60000'),
    '45 s of grace',
  ],
  ['no time for the gateway to look away', inContainer({ lifecycle: undefined }), 'preStop'],
  [
    'labels that the service does not find',
    inSpec('Service', { selector: other.matchLabels }),
    'Service finds no pod',
  ],
  [
    'a policy for every pod of the namespace',
    inSpec('NetworkPolicy', { podSelector: {} }),
    'NetworkPolicy finds no pod',
  ],
  [
    'a policy that forgets a port',
    (all) => theOne(all, 'NetworkPolicy')['spec'].ingress.pop(),
    'forgets a port',
  ],
  [
    'a scraper of another service',
    inSpec('ServiceMonitor', { selector: other }),
    'finds no service',
  ],
  [
    'a control API that nobody reaches',
    (all) => theOne(all, 'Service')['spec'].ports.splice(1, 1),
    'control API is offered',
  ],
  [
    'all of the connector public',
    publicPath('/twitter-connector(/|$)(.*)'),
    'everybody reaches /twitter-connector/message/receive',
  ],
  [
    'registration public',
    publicPath('/twitter-connector/webhook/twitter/'),
    'everybody reaches /twitter-connector/webhook/twitter/register-and-subscribe',
  ],
  ['a webhook that X does not reach', publicPath('/webhook/twitter/[0-9]+$'), 'X does not reach'],
  [
    'a route for everything',
    routed({ type: 'PathPrefix', value: '/' }),
    'everybody reaches /metrics',
  ],
  [
    'a route with registration',
    routed({ type: 'PathPrefix', value: '/twitter-connector/webhook/twitter' }),
    'register-and-subscribe',
  ],
  [
    'a route to elsewhere',
    (all) => (theOne(all, 'HTTPRoute')['spec'].rules[0].backendRefs[0].port = 80),
    'HTTPRoute leads to',
  ],
  ['a balancer before all paths', inSpec('Service', { type: 'NodePort' }), 'open to the outside'],
  ['an address from outside', inSpec('Service', { externalIPs: ['::'] }), 'open to the outside'],
  ['an account that is not there', inPod({ serviceAccountName: 'else' }), 'no ServiceAccount else'],
];

const plantedInSqlite: typeof planted = [
  [
    'two owners of a journal in a file',
    inSpec('StatefulSet', { replicas: 2 }),
    '2 replicas share a file',
  ],
  [
    'a pod that crashes, and is not replaced when its template is mended',
    inSpec('StatefulSet', { podManagementPolicy: 'OrderedReady' }),
    'keeps its old template',
  ],
  [
    'a Deployment with a journal in a file',
    (all) => (workloadIn(all)['kind'] = 'Deployment'),
    'second owner',
  ],
];

const plantedInPostgres: typeof planted = [
  [
    'labels that its own Deployment does not find',
    inSpec('Deployment', { selector: other }),
    'Deployment finds no pod',
  ],
  [
    'a budget for other pods',
    inSpec('PodDisruptionBudget', { selector: other }),
    'Budget finds no pod',
  ],
  [
    'a budget that blocks every node',
    inSpec('PodDisruptionBudget', { maxUnavailable: 0 }),
    'drain a node',
  ],
  [
    'a budget that protects nobody',
    inSpec('PodDisruptionBudget', { maxUnavailable: 2 }),
    'all replicas go',
  ],
  [
    'a scaler beside a number of replicas',
    inSpec('Deployment', { replicas: 3 }),
    'beside its Horizontal',
  ],
  [
    'a scaler of something else',
    inSpec('HorizontalPodAutoscaler', { scaleTargetRef: {} }),
    'something else',
  ],
  ['no key that replicas share', without('CREDENTIALS_KEY_FILE'), 'CREDENTIALS_KEY is required'],
  ['no journal that replicas share', without('JOURNAL_URL_FILE'), 'share no journal'],
];

const cases = (installed: readonly Manifest[] | undefined, plants: typeof planted) =>
  plants.map(([what, plant, fault]) => ({ what, plant, fault, installed: installed ?? [] }));

describe('a fault is seen', () => {
  test.each([
    ...cases(sqlite, [...planted, ...plantedInSqlite]),
    ...cases(postgres, plantedInPostgres),
  ])('$what', ({ installed, plant, fault }) => {
    const objects = structuredClone(installed);
    plant(objects);
    expect(faultsIn(objects)).toContainEqual(expect.stringContaining(fault));
  });
});

describe('a fault of form is seen', () => {
  test('a field that Kubernetes does not know, a text for a number, a word that it does not know', async () => {
    const objects = structuredClone(sqlite ?? []);
    inContainer({ readinesProbe: {} })(objects);
    inSpec('StatefulSet', { replicas: '1' })(objects);
    inSpec('Service', { type: 'Internal' })(objects);
    const faults = await structureFaults(objects);
    for (const fault of [
      'readinesProbe',
      "'string' is not assignable to type 'number'",
      'Internal',
    ]) {
      expect(faults).toContainEqual(expect.stringContaining(fault));
    }
    expect(await structureFaults([{ apiVersion: 'v1', kind: 'Pots' }])).toEqual([
      'v1 Pots has no model',
    ]);
  }, 60_000);
});
