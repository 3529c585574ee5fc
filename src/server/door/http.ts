import type { StageCommand } from '../../model/stage-command.ts';
import type { App } from '../routes.ts';
import { commandRoutes } from './command-routes.ts';
import type { Door } from './door.ts';
import { type LogRoutesParts, logRoutes } from './log-routes.ts';
import type { DoorMetrics } from './metrics.ts';
import { serviceRoutes } from './service-routes.ts';
import { demandOwnHeader } from './sessions.ts';
import { checkBySchemas } from './validation.ts';

export interface DoorRoutesParts extends LogRoutesParts {
  readonly door: Door;
  readonly commands: readonly StageCommand[];
  readonly metrics: DoorMetrics;
  readonly stopping: () => boolean;
  /** Routes of identity, and the checks that all others of the door stand behind; each says who may use it, as the door's own do. */
  readonly before?: (app: App) => void;
}

/** The door over HTTP, in a scope of its own: what it demands of a request holds for its routes alone. */
export function doorRoutes(app: App, parts: DoorRoutesParts): void {
  demandOwnHeader(app);
  checkBySchemas(app);
  parts.before?.(app);
  commandRoutes(app, parts.door, parts.commands, parts.sessionOf);
  logRoutes(app, parts);
  serviceRoutes(app, { ...parts, log: parts.data.log });
}
