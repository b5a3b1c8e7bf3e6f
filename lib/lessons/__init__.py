"""The computations of the lessons: TensorFlow and NumPy only, one module a lesson."""
