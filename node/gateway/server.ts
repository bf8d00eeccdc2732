import { randomUUID } from "node:crypto";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { answerClientError } from "../http/client-error.ts";
import { errorBody, statusOf } from "../http/error-body.ts";
import { socketLimits } from "../http/socket-limits.ts";
import { W3bError } from "../protocol/errors.ts";
import type { GatewayContext } from "./context.ts";
import { asW3bError } from "./http-error.ts";
import { healthRoutes } from "./routes/health.ts";
import { messageRoutes } from "./routes/message.ts";
import { payloadRoutes } from "./routes/payload.ts";
import { taskRoutes } from "./routes/task.ts";

/** The HTTP server, not listening yet. Every failure is answered with an ErrorBody; see docs/http-api.md. */
export function buildServer(context: GatewayContext): FastifyInstance {
  const { bodyLimitBytes, sockets = socketLimits } = context;
  const logger: FastifyBaseLogger = context.logger;
  const server: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    requestTimeout: sockets.requestMs,
    http: { headersTimeout: sockets.requestMs, connectionsCheckingInterval: sockets.checkMs },
    clientErrorHandler: answerClientError,
    connectionTimeout: sockets.idleMs,
    routerOptions: { maxParamLength: 100 },
  });
  // The Go node takes GET /task with a body.
  server.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  // Devices often do not say what they send: it is JSON whatever the content type, parsed by the route.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  server.setErrorHandler((thrown, request, reply) => {
    const error = asW3bError(thrown, bodyLimitBytes);
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, error.message);
    // The rest of a body that is too long is read and thrown away: else its sender's connection breaks, unread answer and all.
    if (status === 413) reply.removeHeader("connection");
    if (status === 503) reply.header("retry-after", "2"); // seconds
    return reply.code(status).send(errorBody(error, request.id));
  });
  server.setNotFoundHandler((request) => {
    throw new W3bError("ROUTE_NOT_FOUND", `There is no ${request.method} ${request.url.split("?")[0]} here.`, {
      kind: "notFound",
      action: "GET / lists what there is.",
    });
  });

  healthRoutes(server, context);
  messageRoutes(server, context);
  payloadRoutes(server, context);
  taskRoutes(server, context);
  return server;
}
