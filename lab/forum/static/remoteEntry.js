/* What the forum's workspace adds to JupyterLab: a card for a new paper in the launcher.

   JupyterLab loads an extension as a container: `init` is given the modules that it shares,
   `get` gives the extension's own. Written by hand, so that nothing has to be built. */
(() => {
  "use strict";
  let shared;

  /* Return a module that JupyterLab shares: the one version that it has. */
  const module = async (name) => (await Object.values(shared[name])[0].get())();

  const ask = async ({ ServerConnection }, { URLExt }, title) => {
    const settings = ServerConnection.makeSettings();
    const body = JSON.stringify({ title });
    const address = URLExt.join(settings.baseUrl, "forum", "papers");
    const answer = await ServerConnection.makeRequest(address, { method: "POST", body }, settings);
    const made = await answer.json();
    if (!answer.ok) {
      throw new Error(made.message);
    }
    return made;
  };

  const plugin = async () => {
    const [{ ILauncher }, apputils, services, coreutils] = await Promise.all(
      ["@jupyterlab/launcher", "@jupyterlab/apputils", "@jupyterlab/services", "@jupyterlab/coreutils"].map(module),
    );
    const create = async (app) => {
      const given = await apputils.InputDialog.getText({
        title: "New paper",
        label: "Its title, which can be changed later",
        okLabel: "Make it",
      });
      if (!given.button.accept || !given.value.trim()) {
        return;
      }
      try {
        const { path } = await ask(services, coreutils, given.value.trim());
        await app.commands.execute("docmanager:open", { path });
      } catch (problem) {
        await apputils.showErrorMessage("No paper was made", problem.message);
      }
    };
    return {
      id: "forum:new-paper",
      description: "A card in the launcher that makes a paper, as `forum new paper` does.",
      autoStart: true,
      requires: [ILauncher],
      activate: (app, launcher) => {
        app.commands.addCommand("forum:new-paper", {
          label: "New paper",
          caption: "Make a paper of the forum from its template",
          iconClass: "jp-MarkdownIcon jp-LauncherCard-noKernelIcon",
          execute: () => create(app),
        });
        launcher.add({ command: "forum:new-paper", category: "Other", rank: 0 });
      },
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.forum = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await plugin();
      return () => ({ __esModule: true, default: made });
    },
  };
})();
