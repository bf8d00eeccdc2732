import { setTimeout as sleep } from "node:timers/promises";
import { callGateway } from "./http.ts";

export interface MessageState {
  state: string;
  time: string;
  comment?: string;
  result?: string;
}

/** States after which nothing comes any more. */
const last = new Set(["outputted", "failed"]);

/** Tells each state that a message reaches once, and resolves with all when there will be no other. */
export async function follow(
  gatewayUrl: string,
  messageID: string,
  tell: (state: MessageState) => void,
): Promise<MessageState[]> {
  for (let told = 0; ; await sleep(500)) {
    const message = await callGateway(`${gatewayUrl}/message/${encodeURIComponent(messageID)}`);
    const states = (message["states"] ?? []) as MessageState[];
    states.slice(told).forEach(tell);
    told = states.length;
    if (states.some(({ state }) => last.has(state))) return states;
  }
}
