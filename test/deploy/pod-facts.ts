import { dirname } from 'node:path';
import { settings } from '../../src/app/settings.ts';
import { containerIn, environmentIn, type Manifest, podIn, workloadIn } from './manifests.ts';
import { probePaths } from './routes.ts';
import { environmentFaults, portSettings, standardPort } from './settings-given.ts';

/** The names under which the container offers its ports. */
const portNames: Readonly<Record<(typeof portSettings)[number], string>> = {
  HTTP_PORT: 'http-tt-co-8080',
  GRPC_PORT: 'grpc',
  METRICS_PORT: 'metrics',
};

/** What is wrong with the pod itself: settings, ports, probes, rights, places to write to, the end. */
export const podFaults = (objects: readonly Manifest[]): readonly string[] => [
  ...environmentFaults(environmentIn(objects)),
  ...portFaults(containerIn(objects)),
  ...probeFaults(containerIn(objects)),
  ...rightsFaults(podIn(objects), containerIn(objects)),
  ...mountFaults(objects),
  ...graceFaults(objects),
];

function portFaults({ ports }: Manifest): readonly string[] {
  return portSettings.flatMap((setting) => {
    const wanted = standardPort(setting);
    const found = ports.find(({ name }: Manifest) => name === portNames[setting])?.containerPort;
    return found === wanted ? [] : [`port ${portNames[setting]} is ${found}, not ${wanted}`];
  });
}

function probeFaults(container: Manifest): readonly string[] {
  return ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((probe) => {
    const { path, port } = container[probe]?.httpGet ?? {};
    const wanted = probe === 'readinessProbe' ? '/health/ready' : '/health/live';
    return [
      ...(path === wanted && probePaths.includes(path) ? [] : [`${probe} asks ${path}`]),
      ...(port === portNames.HTTP_PORT ? [] : [`${probe} asks port ${port}`]),
    ];
  });
}

function rightsFaults(pod: Manifest, container: Manifest): readonly string[] {
  const { runAsNonRoot, runAsUser, fsGroup } = pod['securityContext'] ?? {};
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } =
    container['securityContext'] ?? {};
  const wanted: Readonly<Record<string, boolean>> = {
    'the pod may run as root': runAsNonRoot === true && runAsUser === 1001 && fsGroup === 1001,
    'the root file system can be written to': readOnlyRootFilesystem === true,
    'rights can be gained': allowPrivilegeEscalation === false,
    'capabilities are left': capabilities?.drop?.includes('ALL') === true,
    'the pod has a token for the cluster': pod['automountServiceAccountToken'] === false,
    'there is no memory limit': container['resources']?.limits?.memory !== undefined,
  };
  return Object.keys(wanted).filter((fault) => wanted[fault] === false);
}

/** What is written to is a volume, and what is read as a secret is in one. */
function mountFaults(objects: readonly Manifest[]): readonly string[] {
  const claims = workloadIn(objects)['spec'].volumeClaimTemplates ?? [];
  const volumes: readonly Manifest[] = podIn(objects)['volumes'] ?? [];
  const kindAt = (path: string): string | undefined => {
    const mount = containerIn(objects)['volumeMounts'].find(
      ({ mountPath }: Manifest) => mountPath === path,
    );
    if (claims.some(({ metadata }: Manifest) => metadata.name === mount?.name)) return 'claim';
    const volume = volumes.find(({ name }) => name === mount?.name) ?? {};
    return Object.keys(volume).find((key) => key !== 'name');
  };
  const faults = kindAt('/tmp') === 'emptyDir' ? [] : ['nothing is writable at /tmp'];
  for (const [name, value] of Object.entries(environmentIn(objects))) {
    if (name.endsWith('_FILE') && kindAt(dirname(value)) !== 'secret') {
      faults.push(`${name} names a file that is in no secret`);
    }
    if (name === 'NODE_EXTRA_CA_CERTS' && kindAt(dirname(value)) !== 'configMap') {
      faults.push(`${name} names a file that is in no ConfigMap`);
    }
    if (value.startsWith('sqlite:') && kindAt(dirname(value.slice(7))) !== 'claim') {
      faults.push('the journal is in no volume that outlives the pod');
    }
  }
  return faults;
}

/** Killed only after what an orderly shutdown may take. */
function graceFaults(objects: readonly Manifest[]): readonly string[] {
  const { SHUTDOWN_MS } = environmentIn(objects);
  const shutdownS = settings.shape.SHUTDOWN_MS.parse(SHUTDOWN_MS) / 1000;
  const [command, seconds] = containerIn(objects)['lifecycle']?.preStop?.exec?.command ?? [];
  const graceS = podIn(objects)['terminationGracePeriodSeconds'] ?? 30;
  const faults = command === 'sleep' && Number(seconds) > 0 ? [] : ['preStop does not wait'];
  return graceS >= Number(seconds ?? 0) + shutdownS + 5
    ? faults
    : [...faults, `${graceS} s of grace are less than preStop and shutdown take`];
}
