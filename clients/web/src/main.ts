import '@fontsource/atkinson-hyperlegible/latin-400.css';
import '@fontsource/atkinson-hyperlegible/latin-700.css';
import '@fontsource/atkinson-hyperlegible/latin-ext-400.css';
import '@fontsource/atkinson-hyperlegible/latin-ext-700.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { preferred, words } from './state/words.svelte';

const link = new URL(location.href);
// A one-time secret leaves the address at once, so that neither the history nor a shoulder keeps it.
const fragment = link.pathname === '/enter' ? link.hash.slice(1) : '';
if (link.pathname !== '/' || link.hash) history.replaceState(null, '', '/');

await words.speak(preferred()).catch(() => undefined);
mount(App, { target: document.getElementById('app')!, props: { fragment } });
