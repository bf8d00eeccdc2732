import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveVm, type ServerTls, type VmServer } from "../../../../node/proving/serve/server.ts";
import { grpcProver, type GrpcProver, type GrpcProverSettings } from "../../../../node/proving/systems/grpc/index.ts";
import { vmTypes } from "../../../../node/protocol/vm-types.ts";
import { type CertificateFiles, selfSignedCertificate } from "./support/certificate.ts";

const prover = {
  describe: () => Promise.reject(new Error("not asked")),
  prove: () => Promise.reject(new Error("not asked")),
};

describe("a gRPC prover over TLS", () => {
  let folder: string;
  let own: CertificateFiles;
  let other: CertificateFiles;
  let server: VmServer;
  let client: GrpcProver;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "w3b-tls-"));
    own = selfSignedCertificate(folder, "prover.test");
    other = selfSignedCertificate(folder, "other.test");
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(async () => {
    client.close();
    await server.close();
  });

  async function serve(tls: Partial<ServerTls> = {}): Promise<void> {
    const options = { prover, vmTypeID: vmTypes.circom, host: "127.0.0.1", port: 0 };
    server = await serveVm({ ...options, tls: { ...own, ...tls } });
  }

  function connect(settings: Partial<GrpcProverSettings>): Promise<void> {
    client = grpcProver({ vmTypeID: 100, url: server.url, ...settings });
    return client.health(2_000);
  }

  it("trusts the authority it is given", async () => {
    await serve();
    assert.match(server.url, /^grpcs:/);
    await connect({ tls: { caFile: own.certFile } });
  });

  it("finds the name in the certificate where the address is another", async () => {
    await serve();
    await connect({
      url: `https://localhost:${server.port}`,
      tls: { caFile: own.certFile, serverName: "prover.test" },
    });
  });

  it("does not talk to a server whose certificate another authority made", async () => {
    await serve();
    await assert.rejects(connect({ tls: { caFile: other.certFile } }), { code: "PROVER_SERVICE_UNREACHABLE" });
  });

  it("does not talk to a server with a certificate for another name", async () => {
    await serve();
    const settings = { tls: { caFile: own.certFile, serverName: "other.test" } };
    await assert.rejects(connect(settings), { code: "PROVER_SERVICE_UNREACHABLE" });
  });

  it("does not talk in plain text to a server that wants TLS", async () => {
    await serve();
    await assert.rejects(connect({ url: `grpc://127.0.0.1:${server.port}` }), { kind: "unavailable" });
  });

  it("shows its own certificate to a server that asks for one", async () => {
    await serve({ clientCaFile: other.certFile });
    await connect({ tls: { caFile: own.certFile, ...other } });
    client.close();
    await assert.rejects(connect({ tls: { caFile: own.certFile } }), { code: "PROVER_SERVICE_UNREACHABLE" });
  });

  it("names the setting where certificates cannot be used", async () => {
    await serve();
    const absent = join(folder, "absent.pem");
    await assert.rejects(connect({ tls: { caFile: absent } }), { code: "CONFIG_INVALID" });
    assert.throws(() => grpcProver({ vmTypeID: 1, url: "grpc://127.0.0.1:1", tls: {} }), { code: "CONFIG_INVALID" });
    const certOnly = { vmTypeID: 1, url: "grpcs://127.0.0.1:1", tls: { certFile: own.certFile } };
    assert.throws(() => grpcProver(certOnly), { code: "CONFIG_INVALID", message: /go together/ });
    const unreadable = { prover, vmTypeID: 1, host: "127.0.0.1", port: 0, tls: { ...own, keyFile: absent } };
    await assert.rejects(serveVm(unreadable), { code: "CONFIG_INVALID" });
  });
});
