import { messageOf, W3bError } from "../../protocol/errors.ts";

/** Calls a gateway and returns its JSON; its refusals become errors with the gateway's own words. */
export async function callGateway(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
    throw new W3bError("GATEWAY_UNREACHABLE", `No answer from ${url}: ${messageOf(error)}`, {
      action: "Check --gateway-url, and that the gateway runs.",
      kind: "unavailable",
    });
  });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return body;
  const { code = "GATEWAY_ERROR", error = `HTTP ${response.status}`, action } = body as Partial<Record<string, string>>;
  throw new W3bError(code, error, { action });
}
