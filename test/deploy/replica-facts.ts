import { prometheusNameOf } from '../../src/adapters/telemetry/instrument.ts';
import { gauges } from '../../src/adapters/telemetry/instruments.ts';
import { environmentIn, type Manifest, ofKind, workloadIn } from './manifests.ts';

/** What is wrong with how many pods there are, and when they come and go. */
export const replicaFaults = (objects: readonly Manifest[]): readonly string[] =>
  environmentIn(objects)['JOURNAL_URL']?.startsWith('sqlite:') === true
    ? aloneFaults(objects)
    : [...togetherFaults(objects), ...scalerFaults(objects)];

/** A journal in a file has one owner. */
function aloneFaults(objects: readonly Manifest[]): readonly string[] {
  const { kind, spec } = workloadIn(objects);
  const others = ofKind(objects, 'PodDisruptionBudget', 'HorizontalPodAutoscaler');
  return [
    ...(kind === 'StatefulSet' ? [] : [`a ${kind} may start a second owner of the journal`]),
    ...(spec.podManagementPolicy === 'Parallel'
      ? []
      : ['a pod that crashes keeps its old template']),
    ...(spec.replicas === 1 ? [] : [`${spec.replicas} replicas share a file`]),
    ...others.map((other) => `a ${other['kind']} is of no use to a single replica`),
  ];
}

function togetherFaults(objects: readonly Manifest[]): readonly string[] {
  const { kind, spec } = workloadIn(objects);
  const scaler = ofKind(objects, 'HorizontalPodAutoscaler')[0];
  const replicas = spec.replicas ?? scaler?.['spec'].minReplicas ?? 1;
  const faults = kind === 'Deployment' ? [] : [`replicas that share a journal are a ${kind}`];
  if (!('JOURNAL_URL_FILE' in environmentIn(objects))) faults.push('the replicas share no journal');
  if (replicas < 2) faults.push('there is a single replica');
  if (spec.strategy?.rollingUpdate?.maxUnavailable !== 0) {
    faults.push('an update takes a replica away before there is another');
  }
  const budgets = ofKind(objects, 'PodDisruptionBudget');
  if (budgets.length !== 1) faults.push('there is no PodDisruptionBudget');
  for (const { spec: budget } of budgets) {
    const away = budget.maxUnavailable ?? replicas - budget.minAvailable;
    if (!(away >= 1)) faults.push('PodDisruptionBudget lets nobody drain a node');
    if (!(away < replicas)) faults.push('PodDisruptionBudget lets all replicas go at once');
  }
  return faults;
}

function scalerFaults(objects: readonly Manifest[]): readonly string[] {
  const workload = workloadIn(objects);
  return ofKind(objects, 'HorizontalPodAutoscaler').flatMap(({ spec }) => {
    const { kind, name } = spec.scaleTargetRef;
    const { metric, target } = spec.metrics[0].external;
    const state: string = metric.selector.matchLabels.state;
    const wanted: Readonly<Record<string, boolean>> = {
      'HorizontalPodAutoscaler scales something else':
        kind === workload['kind'] && name === workload['metadata'].name,
      'the Deployment has a number of replicas beside its HorizontalPodAutoscaler':
        workload['spec'].replicas === undefined,
      'HorizontalPodAutoscaler wants a metric that there is not':
        metric.name === prometheusNameOf(gauges.lanes) &&
        gauges.lanes.attributes.some((attribute) => attribute === 'state') &&
        gauges.lanes.meaning.includes(`\`${state}\``),
      'HorizontalPodAutoscaler takes what waits for what waits in each replica':
        target.type === 'AverageValue',
    };
    return Object.keys(wanted).filter((fault) => wanted[fault] === false);
  });
}
