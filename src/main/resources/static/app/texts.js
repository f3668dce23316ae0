import { common } from './texts/en/common.js';
import { overview } from './texts/en/overview.js';
import { backup } from './texts/en/backup.js';
import { restore } from './texts/en/restore.js';
import { sessions } from './texts/en/sessions.js';
import { bundle } from './texts/en/bundle.js';
import { steer } from './texts/en/steer.js';
import { events } from './texts/en/events.js';
import { vault } from './texts/en/vault.js';
import { runs } from './texts/en/runs.js';
import { snapshot } from './texts/en/snapshot.js';
import { schedules } from './texts/en/schedules.js';

/** Every text that a person reads, by page. For another language: files like these in `texts/<language>`, and a choice here. */
export const T = { common, overview, backup, restore, sessions, events, bundle, steer, vault, runs, schedules, snapshot };
