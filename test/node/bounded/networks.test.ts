import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { assertPublicHost, isPublicAddress, type NameResolver, publicLookup } from "../../../node/bounded/networks.ts";

/** A name server that answers with these, one answer after the other. */
function answering(...answers: string[][]): NameResolver {
  const next = () => Promise.resolve(answers.shift() ?? []);
  return { resolve4: next, resolve6: () => Promise.reject(new Error("queryAaaa ENODATA")) } as never;
}

const look = (resolver: NameResolver) =>
  new Promise<LookupAddress[]>((resolve, reject) => {
    publicLookup(resolver)("some.name", { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses as LookupAddress[]);
    });
  });

describe("addresses that strangers name", () => {
  it("are public, in IPv4 and IPv6", () => {
    for (const address of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "64:ff9b::808:808"]) {
      assert.equal(isPublicAddress(address), true, address);
    }
  });

  it("are none of this machine, of private networks, of providers' metadata or of no use", () => {
    for (const address of [
      ...["127.0.0.1", "127.255.0.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
      ...["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "100.64.0.1", "198.18.0.1"],
      ...["224.0.0.1", "255.255.255.255", "240.0.0.1"],
      ...["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"],
      ...["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1"],
      ...["2002:7f00:1::", "2001::1", "", "localhost", "1.2.3"],
    ]) {
      assert.equal(isPublicAddress(address), false, address);
    }
  });

  it("are looked at in every form a URL may write them in", () => {
    for (const host of ["2130706433", "0x7f.1", "017700000001", "127.1", "[::ffff:7f00:1]", "[::1]", "0"]) {
      assert.throws(() => assertPublicHost(new URL(`http://${host}/`).hostname), /private network/, host);
    }
    assertPublicHost(new URL("http://8.8.8.8/").hostname);
    assertPublicHost("example.org"); // names are looked at when they are resolved
  });

  it("are resolved once, and those that are checked are those that are connected to", async () => {
    const rebinding = answering(["93.184.216.34", "10.0.0.1"], ["127.0.0.1"]);
    assert.deepEqual(await look(rebinding), [{ address: "93.184.216.34", family: 4 }]);
    await assert.rejects(look(rebinding), /private network/);
  });

  it("are none where a name has none", async () => {
    await assert.rejects(look(answering()), /no address/);
  });
});
