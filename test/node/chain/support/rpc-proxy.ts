import { once } from "node:events";
import { createServer } from "node:http";

interface Call {
  method: string;
  params: unknown[];
}

/** What happens to a call: passed on, lost before the node sees it, or answered by the node with the answer lost. */
export type Fate = "pass" | "lost" | "answerLost";

/** A JSON-RPC endpoint in front of another that may lose calls. */
export async function startRpcProxy(url: string, fate: (call: Call) => Fate | Promise<Fate>) {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const decision = await fate(JSON.parse(body) as Call);
      if (decision === "lost") return response.writeHead(503).end();
      const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      const text = await answer.text();
      if (decision === "answerLost") return request.socket.destroy();
      return response.writeHead(200, { "content-type": "application/json" }).end(text);
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}
