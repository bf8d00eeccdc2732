import { lookup, Resolver } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** IPv4 that no stranger's server is at: this host, private networks, providers' metadata, tests, multicast. */
const reserved4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carriers' networks, and Alibaba's metadata
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's metadata, though of a public range
  ["169.254.0.0", 16], // link-local, and most providers' metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // IETF's, and Oracle's metadata
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast and what is above it, broadcast included
] as const;
/** What there is of global unicast IPv6 that leads elsewhere: tunnels, benchmarks, documentation. */
const reserved6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const reserved = new BlockList();
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
global6.addSubnet("64:ff9b::", 96, "ipv6"); // IPv4 by NAT64, which is all of the world to a host without IPv4
for (const [net, prefix] of reserved4) {
  reserved.addSubnet(net, prefix, "ipv4");
  reserved.addSubnet(`64:ff9b::${net}`, 96 + prefix, "ipv6");
}
for (const [net, prefix] of reserved6) reserved.addSubnet(net, prefix, "ipv6");

/** Whether an address, in numbers, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = address.includes("%") ? 0 : isIP(address); // with a zone it is of this host's own links
  if (family === 4) return !reserved.check(address, "ipv4");
  return family === 6 && global6.check(address, "ipv6") && !reserved.check(address, "ipv6");
}

/** An address that nothing a stranger named may lead to. */
export class PrivateAddressError extends Error {}

/** What finds the addresses of names: Node's Resolver. */
export type NameResolver = Pick<Resolver, "resolve4" | "resolve6">;

/**
 * Addresses of names for `net.connect`, public ones only: a name is resolved once, and the address that was checked is
 * the one that is connected to, so that no second answer of its name server counts. Names are asked for over the network
 * alone, in which no thread waits: slow name servers of strangers hold nobody else up. Fails with PrivateAddressError
 * where a name has no public address.
 */
export function publicLookup(resolver: NameResolver = new Resolver({ timeout: 3_000, tries: 2 })): LookupFunction {
  return (hostname, options, callback) => {
    const found = Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    void found.then(([four, six]) => {
      const all = [
        ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
        ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
      ];
      const addresses = all.filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (first && options.all) callback(null, addresses);
      else if (first) callback(null, first.address, first.family);
      else callback(all.length > 0 ? privateAddress(hostname) : nameError(four), "");
    });
  };
}

/** Throws PrivateAddressError for a host that is an address itself and not public; names are checked when they are resolved. */
export function assertPublicHost(hostname: string): void {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(host);
}

function privateAddress(host: string): PrivateAddressError {
  return new PrivateAddressError(`${host} is on this machine or in a private network`);
}

function nameError(asked: PromiseSettledResult<unknown>): Error {
  return asked.status === "rejected" ? (asked.reason as Error) : new Error("the name has no address");
}

/** Whether a host has an address that is not public: for what an operator named, which may. */
export async function leadsToPrivate(hostname: string): Promise<boolean> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = isIP(host) !== 0 ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  return addresses.some(({ address }) => !isPublicAddress(address));
}
