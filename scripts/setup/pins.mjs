/** The versions that the set-up installs beside what package-lock.json pins. */
export const pins = {
  tensorflow: "2.21.0",
  jupyterlab: "4.6.6",
  nbclient: "0.11.0",
  /** Sliders and progress bars in the browser. */
  ipywidgets: "8.1.9",
  /** Both for the tests: another way to run notebooks, and Jupyter's own tests for kernels. */
  papermill: "2.7.0",
  jupyterKernelTest: "0.7.0",
  /** Oldest Python 3 that JupyterLab and TensorFlow's wheels take. */
  oldestPython: 10,
  /** Newest Python 3 that TensorFlow's wheels are made for; only their C library is used. */
  newestWheelPython: 13,
};
