import {
  containerIn,
  environmentIn,
  type Manifest,
  ofKind,
  podIn,
  theOne,
  workloadIn,
} from './manifests.ts';

type Labels = Readonly<Record<string, string>>;

/** What is wrong with how the objects find each other: labels, ports, names. */
export const wiringFaults = (objects: readonly Manifest[]): readonly string[] => [
  ...selectorFaults(objects),
  ...portFaults(objects),
  ...nameFaults(objects),
];

/** Whoever means the pods finds them, and nothing else that runs in the namespace. */
function selectorFaults(objects: readonly Manifest[]): readonly string[] {
  const { labels } = workloadIn(objects)['spec'].template.metadata;
  const spread = podIn(objects)['topologySpreadConstraints'] ?? [];
  const meant: readonly (readonly [string, Labels | undefined])[] = [
    ...ofKind(objects, 'Service').map(({ spec }) => ['Service', spec.selector] as const),
    ...ofKind(objects, 'Deployment', 'StatefulSet', 'PodDisruptionBudget').map(
      ({ kind, spec }) => [kind, spec.selector?.matchLabels] as const,
    ),
    ...ofKind(objects, 'NetworkPolicy').map(
      ({ kind, spec }) => [kind, spec.podSelector.matchLabels] as const,
    ),
    ...spread.map(
      ({ labelSelector }: Manifest) => ['the spread', labelSelector?.matchLabels] as const,
    ),
  ];
  const service = theOne(objects, 'Service')['metadata'].labels;
  return [
    ...meant.filter(([, wanted]) => !agree(wanted, labels)).map(([who]) => `${who} finds no pod`),
    ...ofKind(objects, 'ServiceMonitor')
      .filter(({ spec }) => !agree(spec.selector.matchLabels, service))
      .map(() => 'ServiceMonitor finds no service'),
  ];
}

/** A selector that names nothing would mean every pod of the namespace. */
function agree(wanted: Labels | undefined, found: Labels): boolean {
  const pairs = Object.entries(wanted ?? {});
  return pairs.length >= 2 && pairs.every(([name, value]) => found[name] === value);
}

function portFaults(objects: readonly Manifest[]): readonly string[] {
  const service: readonly Manifest[] = theOne(objects, 'Service')['spec'].ports;
  const offered = new Map<string, number>(
    containerIn(objects)['ports'].map(({ name, containerPort }: Manifest) => [name, containerPort]),
  );
  const faults = service
    .filter(({ port, targetPort }) => offered.get(targetPort) !== port)
    .map(({ port, targetPort }) => `Service leads port ${port} to ${targetPort}`);
  const isOpen = 'ADMIN_TOKEN_FILE' in environmentIn(objects);
  if (isOpen !== service.some(({ name }) => name === 'grpc')) {
    faults.push('the control API is offered exactly if there is an ADMIN_TOKEN');
  }
  for (const { spec } of ofKind(objects, 'NetworkPolicy')) {
    const named = spec.ingress.flatMap(({ ports }: Manifest) => ports);
    const unknown = named.filter(({ port }: Manifest) => !offered.has(port));
    for (const { port } of unknown) faults.push(`NetworkPolicy lets through ${port}`);
    if (named.length !== offered.size) faults.push('NetworkPolicy forgets a port');
  }
  for (const { spec } of ofKind(objects, 'ServiceMonitor')) {
    const [{ port, path }] = spec.endpoints;
    const isThere = service.some(({ name }) => name === port);
    if (!isThere || port !== 'metrics' || path !== '/metrics') {
      faults.push(`ServiceMonitor scrapes ${path} of ${port}`);
    }
  }
  return faults;
}

function nameFaults(objects: readonly Manifest[]): readonly string[] {
  const service = theOne(objects, 'Service')['metadata'].name;
  const faults = service.endsWith('twitter-connector-svc') ? [] : [`the service is ${service}`];
  const account = podIn(objects)['serviceAccountName'];
  if (!ofKind(objects, 'ServiceAccount').some(({ metadata }) => metadata.name === account)) {
    faults.push(`there is no ServiceAccount ${account}`);
  }
  const { kind, spec } = workloadIn(objects);
  if (kind === 'StatefulSet' && spec.serviceName !== service) {
    faults.push(`StatefulSet belongs to ${spec.serviceName}`);
  }
  return faults;
}
