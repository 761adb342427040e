import { type Manifest, ofKind, theOne } from './manifests.ts';
import { privatePaths, publicPath } from './routes.ts';

/** What is wrong with what the gateway lets through: accounts' webhooks are public, nothing else. */
export const gatewayFaults = (objects: readonly Manifest[]): readonly string[] => [
  ...ofKind(objects, 'Ingress', 'HTTPRoute').flatMap((gateway) => [
    ...pathFaults(gateway),
    ...backendFaults(gateway, theOne(objects, 'Service')),
  ]),
  ...ofKind(objects, 'Service').flatMap(openFaults),
];

/** What leads connections to a port leads to all of its paths. */
const openFaults = ({ spec }: Manifest): readonly string[] =>
  spec.type === 'ClusterIP' && spec.externalIPs === undefined
    ? []
    : ['the Service is open to the outside'];

function pathFaults(gateway: Manifest): readonly string[] {
  const patterns = patternsOf(gateway);
  const isPublic = (path: string): boolean => {
    const { pathname } = new URL(path, 'http://gateway');
    return patterns.some((pattern) => pattern.test(pathname));
  };
  return [
    ...(isPublic(publicPath) ? [] : [`X does not reach ${publicPath}`]),
    ...privatePaths.filter(isPublic).map((path) => `everybody reaches ${path}`),
  ];
}

/** As the ingress controller of nginx, and as implementations of the Gateway API take paths. */
function patternsOf({ kind, metadata, spec }: Manifest): readonly RegExp[] {
  if (kind === 'HTTPRoute') {
    const matches = spec.rules.flatMap((rule: Manifest) => rule['matches'] ?? [{}]);
    return matches.map(({ path = { type: 'PathPrefix', value: '/' } }: Manifest) =>
      path.type === 'RegularExpression' ? new RegExp(path.value) : literal(path.type, path.value),
    );
  }
  const isRegex = metadata.annotations?.['nginx.ingress.kubernetes.io/use-regex'] === 'true';
  const paths = spec.rules.flatMap(({ http }: Manifest) => http.paths);
  const all = paths.map(({ path, pathType }: Manifest) =>
    isRegex ? new RegExp(`^${path}`, 'i') : literal(pathType, path),
  );
  return spec.defaultBackend === undefined ? all : [...all, /^/];
}

function literal(type: string, path: string): RegExp {
  const escaped = path.replace(/\/$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(type === 'Exact' ? `^${escaped}$` : `^${escaped}(/|$)`);
}

function backendFaults({ kind, spec }: Manifest, service: Manifest): readonly string[] {
  const backends: readonly Manifest[] =
    kind === 'HTTPRoute'
      ? spec.rules.flatMap(({ backendRefs }: Manifest) => backendRefs)
      : spec.rules.flatMap(({ http }: Manifest) =>
          http.paths.map(({ backend }: Manifest) => ({
            name: backend.service.name,
            port: backend.service.port.name ?? backend.service.port.number,
          })),
        );
  const http = service['spec'].ports.find(({ port }: Manifest) => port === 8080);
  return backends
    .filter(
      ({ name, port }) => name !== service['metadata'].name || ![8080, http?.name].includes(port),
    )
    .map(({ name, port }) => `${kind} leads to ${name}:${port}`);
}
