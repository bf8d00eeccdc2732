import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../../../node/database/free-port.ts";
import { startProcess } from "../../devnet/processes.ts";
import { until } from "../../devnet/until.ts";
import { roomClimateCode, roomClimateWindow } from "./groth16.ts";
import type { DemoVm } from "./types.ts";

/** A vmTypeID that no proof system of the node has. */
const vmTypeID = 100;
const key = new URL("../../../examples/room-climate/keys/verification_key.json", import.meta.url);

/** Bring your own prover: a gRPC service, here another process of this project that proves Circom programs. */
export const grpc: DemoVm = {
  name: "grpc",
  remote: true,
  note: "`w3b vm serve` on this machine",
  async prepare({ directory }) {
    const port = await freePort();
    const service = await startProcess({
      name: "vm",
      args: ["node/main.ts", "vm", "serve", "--vm", "circom", "--port", String(port), "--threads", "1"],
      logDir: join(directory, "logs"),
    });
    await until(() => answers(port), { what: "the start of the gRPC service", timeoutMs: 30_000 });
    const verifyingKey = JSON.parse(await readFile(key, "utf8")) as unknown;
    return {
      program: {
        vmTypeID,
        code: await roomClimateCode(),
        codeExpParam: JSON.stringify({ w3bstream: { verifyingKey } }),
      },
      message: await roomClimateWindow(),
      settings: { grpc: [{ vmTypeID, url: `grpc://127.0.0.1:${port}` }] },
      stop: () => service.stop(),
    };
  },
};

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
