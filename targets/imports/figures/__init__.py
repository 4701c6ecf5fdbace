"""Files of figures: from found tables to proposed figures; asked about, settled, compared, checked, stored."""
