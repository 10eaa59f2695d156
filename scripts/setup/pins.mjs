/** The versions that the set-up installs beside what package-lock.json pins. */
export const pins = {
  tensorflow: "2.21.0",
  jupyterlab: "4.6.6",
  nbclient: "0.11.0",
  /** Oldest Python 3 that JupyterLab and TensorFlow's wheels take. */
  oldestPython: 10,
  /** Newest Python 3 that TensorFlow's wheels are made for; only their C library is used. */
  newestWheelPython: 13,
};
