"""What happens by itself when somebody writes: rules that staff set (when … and … then …), tried on past threads before they count."""
