import 'reflect-metadata';
import { Container } from 'inversify';
import type { Observer } from '../domain/observer.ts';
import type { Configuration } from './configuration.ts';
import { bindNeighbours } from './bind-neighbours.ts';
import { bindStorage } from './bind-storage.ts';
import { bindUseCases } from './bind-use-cases.ts';
import type { Storage } from './storage.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { tokens } from './tokens.ts';
import { untraced } from '../domain/delivery/tracing.ts';

/** Wires everything, each thing once, from the configuration, the observer and the storage. */
export function containerFor(
  configuration: Configuration,
  observer: Observer,
  storage: Storage,
  telemetry?: Telemetry,
): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(tokens.configuration).toConstantValue(configuration);
  container.bind(tokens.observer).toConstantValue(observer);
  container.bind(tokens.tracing).toConstantValue(telemetry ?? untraced);
  bindStorage(container, storage);
  if (telemetry !== undefined) {
    container.onActivation(tokens.store, (_context, store) => telemetry.measured(store));
  }
  bindNeighbours(container);
  bindUseCases(container);
  return container;
}
