import type { Logger } from "pino";
import { codeOf, messageOf } from "../protocol/errors.ts";
import { type GrpcProverSettings, grpcProver } from "../proving/systems/grpc/index.ts";

/**
 * Asks each prover service once whether it serves, and logs the answer: an operator learns of a wrong address at the start
 * rather than from the first task. Nothing depends on the answer, since a service may start later. Never throws.
 */
export async function logServices(services: readonly GrpcProverSettings[], logger: Logger): Promise<void> {
  await Promise.all(services.map((settings) => logService(settings, logger)));
}

async function logService(settings: GrpcProverSettings, logger: Logger): Promise<void> {
  const { vmTypeID } = settings;
  const service = grpcProver(settings);
  try {
    await service.health();
    logger.info({ vmTypeID }, "a prover service answers");
  } catch (error) {
    logger.warn({ vmTypeID, code: codeOf(error), reason: messageOf(error) }, "a prover service does not serve now");
  } finally {
    service.close();
  }
}
