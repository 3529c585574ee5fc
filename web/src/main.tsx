import { createRoot } from 'react-dom/client';
import '@blueprintjs/core/lib/css/blueprint.css';
import './shell/theme.css';
import './shell/shell.css';
import './shell/panes.css';
import { App } from './shell/app.tsx';
import { registerPageCommands } from './shell/commands.ts';
import { startFlights } from './state/flights.ts';
import { startLink } from './state/link.ts';
import { startSession } from './state/session.ts';

startSession();
startLink();
startFlights();
registerPageCommands();

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
