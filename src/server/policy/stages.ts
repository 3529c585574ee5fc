import { accountCommands } from '../../account/commands.ts';
import { agreeCommands } from '../../agree/commands.ts';
import { authoriseCommands } from '../../authorise/commands.ts';
import { findCommands } from '../../find/commands.ts';
import { flyCommands } from '../../fly/commands.ts';
import type { StageCommand } from '../../model/stage-command.ts';
import { releaseCommands } from '../../release/commands.ts';
import { reviewCommands } from '../../review/commands.ts';

/** The commands of every stage, in the order of the story. */
export const allCommands: readonly StageCommand[] = [
  ...agreeCommands,
  ...authoriseCommands,
  ...flyCommands,
  ...findCommands,
  ...reviewCommands,
  ...releaseCommands,
  ...accountCommands,
];
