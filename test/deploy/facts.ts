import { gatewayFaults } from './gateway-facts.ts';
import type { Manifest } from './manifests.ts';
import { podFaults } from './pod-facts.ts';
import { replicaFaults } from './replica-facts.ts';
import { wiringFaults } from './wiring-facts.ts';

/** What would break in a cluster, of what a machine can see without one; nothing when all is well. */
export const faultsIn = (objects: readonly Manifest[]): readonly string[] => [
  ...podFaults(objects),
  ...wiringFaults(objects),
  ...replicaFaults(objects),
  ...gatewayFaults(objects),
];
