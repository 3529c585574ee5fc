import {
  AirplaneIcon,
  BookIcon,
  ConfirmIcon,
  DocumentIcon,
  EyeOpenIcon,
  HistoryIcon,
  MapMarkerIcon,
  RouteIcon,
  SendToIcon,
} from '@blueprintjs/icons';
import { useWords } from '../i18n/index.ts';
import { hasDoor, useWho } from '../state/who.ts';
import { pagesOf, STAGES, type Stage, stageOf, useWorkstation, workstation } from '../state/workstation.ts';
import { showPage } from './commands.ts';
import { Tip } from './tip.tsx';

const ICONS = {
  agree: DocumentIcon,
  plan: RouteIcon,
  authorise: ConfirmIcon,
  fly: AirplaneIcon,
  observe: EyeOpenIcon,
  find: MapMarkerIcon,
  review: BookIcon,
  release: SendToIcon,
  account: HistoryIcon,
} as const satisfies Record<Stage, unknown>;

/** The stages of the work in the order of its story. What is not built yet is visible, and says so. */
export function Rail() {
  const t = useWords();
  // Where the rail lies along the top (panes.css), a tip beside it would cover the marking.
  const placement = matchMedia('(max-width: 1100px), (max-height: 520px)').matches ? 'bottom-start' : 'right';
  const door = useWho(hasDoor);
  const now = useWorkstation((state) => stageOf(state.page));
  return (
    <nav className="at-rail" aria-label={t('rail.label')}>
      {STAGES.map((stage) => {
        const Icon = ICONS[stage];
        const here = stage === now;
        // The first page of a stage is where its button leads; a stage without pages is not built.
        const first = pagesOf(stage)[0];
        const built = first === 'observe' || (first !== undefined && door);
        const lacks = first === undefined ? t('stage.notBuilt') : t('stage.noDoor');
        const says = built ? t(`stage.${stage}.what`) : `${t(`stage.${stage}.what`)} ${lacks}`;
        return (
          <Tip key={stage} says={says} placement={placement}>
            <button
              type="button"
              className={here ? 'at-stage at-stage-here' : 'at-stage'}
              aria-current={here ? 'page' : undefined}
              aria-disabled={built ? undefined : true}
              aria-label={built ? t(`stage.${stage}`) : `${t(`stage.${stage}`)}. ${lacks}`}
              onClick={() => (built && first !== undefined ? showPage(first) : workstation.set({ dialog: stage }))}
            >
              <Icon size={16} aria-hidden={true} />
              <span>{t(`stage.${stage}`)}</span>
            </button>
          </Tip>
        );
      })}
    </nav>
  );
}
