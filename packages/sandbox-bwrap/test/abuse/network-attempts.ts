import { whenPrints, whenSucceeds } from './attempt.ts';
import type { Attempt } from './attempt.ts';

/** Where the host listens while the suite runs. */
export interface HostListeners {
  readonly tcpPort: number;
  /** Name of an abstract unix socket, without the leading NUL. */
  readonly abstractName: string;
  /** Path of a unix socket in the host's temporary folder. */
  readonly socketPath: string;
}

const perlSocket = 'perl -MSocket -e';

/** Attempts to reach anything outside. The listeners are real, so each attempt works where nothing stops it. */
export function networkAttempts({ tcpPort, abstractName, socketPath }: HostListeners): readonly Attempt[] {
  const unix = (address: string): string =>
    `${perlSocket} 'socket(S, AF_UNIX, SOCK_STREAM, 0) or exit 1; connect(S, pack_sockaddr_un("${address}")) or exit 1'`;
  return [
    whenSucceeds('network', 'the host by its IPv4 loopback', `exec 3<>/dev/tcp/127.0.0.1/${tcpPort}`),
    whenSucceeds('network', 'the host by any of its loopback addresses', `exec 3<>/dev/tcp/127.9.9.9/${tcpPort}`),
    whenSucceeds('network', 'the host by the unspecified address', `exec 3<>/dev/tcp/0.0.0.0/${tcpPort}`),
    whenSucceeds('network', 'an abstract unix socket of the host', unix(`\\0${abstractName}`)),
    whenSucceeds('network', 'a unix socket file of the host', unix(socketPath)),
    whenSucceeds('network', 'a unix socket file through the first process', unix(`/proc/1/root${socketPath}`)),
    whenPrints('network', 'network devices beyond loopback', 'tail -n +3 /proc/net/dev | grep -v " lo:"'),
    whenPrints('network', 'listening sockets of the host', `grep -i ":$(printf %04X ${tcpPort}) " /proc/net/tcp`),
    whenSucceeds('network', 'a route to the outside', 'exec 3<>/dev/udp/192.0.2.1/53'),
    whenSucceeds('network', 'a raw socket', `${perlSocket} 'socket(S, AF_INET, SOCK_RAW, 1) or exit 1'`),
  ];
}
